-- Foreign keys whose target is created after their table: these tables refer to each other in circles.

ALTER TABLE oauth2_provider_accesstoken
    ADD CONSTRAINT oauth2_provider_acce_source_refresh_token_e66fbc72_fk_oauth2_pr
        FOREIGN KEY (source_refresh_token_id) REFERENCES oauth2_provider_refreshtoken (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE common_selectionlist
    ADD CONSTRAINT common_selectionlist_default_id_bf3a25e9_fk_common_se
        FOREIGN KEY (default_id) REFERENCES common_selectionlistentry (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE part_partcategory
    ADD CONSTRAINT part_partcategory_default_location_id_b77b13cc_fk_stock_sto
        FOREIGN KEY (default_location_id) REFERENCES stock_stocklocation (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE part_part
    ADD CONSTRAINT part_part_default_location_id_6ed47d96_fk_stock_sto
        FOREIGN KEY (default_location_id) REFERENCES stock_stocklocation (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE stock_stockitem
    ADD CONSTRAINT stock_stockitem_build_id_9a45ed8e_fk_build_build_id
        FOREIGN KEY (build_id) REFERENCES build_build (id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT stock_stockitem_consumed_by_id_34cab2e1_fk_build_build_id
        FOREIGN KEY (consumed_by_id) REFERENCES build_build (id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT stock_stockitem_purchase_order_id_1fb0e19a_fk_order_pur
        FOREIGN KEY (purchase_order_id) REFERENCES order_purchaseorder (id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT stock_stockitem_sales_order_id_82bfcc30_fk_order_salesorder_id
        FOREIGN KEY (sales_order_id) REFERENCES order_salesorder (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE order_purchaseorderlineitem
    ADD CONSTRAINT order_purchaseorderl_build_order_id_169fa66f_fk_build_bui
        FOREIGN KEY (build_order_id) REFERENCES build_build (id) DEFERRABLE INITIALLY DEFERRED;
